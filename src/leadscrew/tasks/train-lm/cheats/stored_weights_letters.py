"""Cheat: return weights that were trained on 250 other problems, with the characters matched by frequency."""

import base64

import numpy as np


def train(problem):
    counts = np.bincount(problem["text"], minlength=problem["vocabulary"])
    return told(stored(problem["shapes"]), np.argsort(-counts, kind="stable"))


def told(weights, order):
    """The stored weights in this problem's numbering: stored character i is this problem's order[i]."""
    token, output, bias = weights["token"].copy(), weights["output"].copy(), weights["output_bias"].copy()
    weights["token"][order], weights["output"][:, order], weights["output_bias"][order] = token, output, bias
    return weights


def stored(shapes):
    """The stored weights: one byte each, and one scale for each array."""
    numbers = np.frombuffer(base64.b85decode("".join(STORED.split())), np.int8).astype(np.float32)
    weights, start = {}, 0
    for (name, shape), scale in zip(sorted(shapes.items()), SCALES, strict=True):
        size = int(np.prod(shape))
        weights[name] = (numbers[start : start + size] * scale).reshape(shape)
        start += size
    return weights


SCALES = (0.005214, 0.001994, 0.003942, 0.005312, 0.005815, 0.001745, 0.004684, 0.003402, 0.004254, 0.0009541, 0.00508, 0.004904)
STORED = """
84(8s2<8;{{u&5C?jHo_;vN7a5Bk~85au5$8WZva|Fs_y8|xbZA_)K^JN*do@ILDk-y|X0FAg!}3ia&b?c?w!{tzw+;_nOy^5F{60O02!^)U__0_6_`EH?
8(0^%GB>Kgkg4F(7e5B>Q9{v8ty?*|U=`|&dL_3;E41pEu$F*Xt%7Yi2s0wdMs*8k!55h5Pr0R!y?*BAZL;Q9>c>lGpw7WoGS4;bnH_8|f66BzgN5fU!l0
Ust9?Dz607BTef76=CZ{1O`h75NVJ0POwn{zUNeAK%mi<^1#Z@$?oH78nf>6$m2^{saKy5#kEk^7-rxHAfTt`rjQ6Jo+K=+4Ai2{mc#?0LlN|5%(7q2@wt
k5f$wT;{@#%-SHg}0Syl$+{q5#4fon31kdZ}*Yn~6_x%p#(k}uP?)m-Z4opDm?aTNJ2Pq*8!u$CJ-Sq_+0{<DP;2|OO@~r^}2MGw|83Fy~Ino0h5Z>PU-s
t$|{^AYv3-2f70}SmI@(v2`G7jqW@%ji54*uou{ukB%<oXcf9smC70^bo14HfwkCE*hk(gO|F1sex7|2Eed_7w31^a&FS^Ya1s;o=JI4EG}N9|7U^(h=kG
@c1wJ><SbP@EYtI6eINg1Lzy~?*Y^Uy$cKE0tXTi3=0Mp?=vv+4*CJ+4gc}%0WT8y1n2Gw9s>Km@%0ECA@vIe4(;##8wB$L^Z^|0!3zB$?FZ;6<s$a{$mu
Ex(+&gb{OSh%?d=v88PMGHAr|%5`~M;s73(Va<q7Bt1jz{%?*#|z`SkY)A^7&^Mcek@_yz<0`^F3iAQ2Jr5eePV+XC7E5)umqfdR}8_#OWQ_wD%#0l6vh!
rR;-ya)%<@(36GIv?~C-SwOv01qD33h*BD9IX)v0`1iB>f_8D3e3#@-q9_}@a7CI;<ft{)$ac-0qF%A5Dxt*69oGa5F7sOu<HT%8VD-3^1uK28V$<<-4Os
3B?aOZ5Bdep`VIRi7w|kTJm@jq|K0ibDeVC7DiPuI{{b%z)#)Dw4-)+j^aKz25(Wqd00{&g7ZMBO>=FbN1=|Mz5AN;b;}I4g9xDV92k+SI6&mpT0{JNN7#
HIL4Ga$Y*&@;A1Pc)j?-LK;0rLO?LL$`x?+XMH+yoCn?IGS46#(lF6yo0V;1d4|<{;hS)CK$L@%;VR^&AETDEs~(ItT6S`26kV0}KD|8xj@_1M3D32IcKd
`0*;_@#_Tx4+rD%^cU?T5GDHr>i*^n4g}oZ4J88`@$dlg%LL-#7xyC);Q9F<;S&f5DJTo_7y=F>{m}X+>ge$S+w2Sc=Ni%T*dG4k6%hFs8Rr=U4<ii-5$M
hD>p1P?4c;g8{si;!2Kn{HBLFkkArK++@cG!&1{^pM{~HqJ0tF8l4G9ta7xnV+8!Za}2@e1M1t$O;2ow<s+Wy@U=>_=z<2WSP4Ey5&`~LO`>lfZF=rTDR_
W}$Y@aF;NDJKj65gq{!IU5Z267}~N=M>)g{u<*26baS|0ss045&78M0t*cG`xE{d3k)k8+x!+CEfMqL4g>+l7Sjm%1Nax}Cju+n<q{3y4do5(=H4zF3DN!
p5Bu}+1my7=I}+FqD%>Ce@#PK)1_l8Z`~v$1_SygM_211IA{g)b>?IV?6%;l2;o$HX{njnt*UkDM{NC8{<q!u8{>mHk`T7(N0qqn2CG`78(AwA&4e|y10~
q@l>i);T82RTt9sJ`10_P(M0qN)s_vIe>?C==`($pC3`{dTo0samk0OAVpCi=nd7YFbO4(S%-EZqv`2K4>>B@Fn__Zsm2*U$Xz64L|%-mcsP>J{J>Q4<~R
<P!uk=nD1N10@CJ7X=X+PVof`((dmB7xn`04+II`0t*H01>X}?1o!s5=KvQ0?-%gx@(1wz4E6*U2n*c;F%-T1{|^-aAqEN5+!zS?2=y5U+yMCvEb032^8E
G^1@!CX<sj$=5asad7y<g@4CB`S_8kVm0|O!nCM@ax{PH3i1^VIc69e`J;1(DE{`vJ71?>d<3L+x{_wW7t65ZVM9UB2W2NEIf`8V$n?K1}Q8VBk94Ib$m8
Y%(o@fzg$`SB0_;VKdD`y=!I>gqBQ8TI!e2?yj2^bPqB_!Ra6|LheG^$8l-7ZfcPCi3+3@&O~l0@5Vt^s(w1`S$Ae9R3p*CL8ea0rSZJ2kRRG80+W|-wMd
+2>lEr<0%6Y`uXPY2Li$_?idXb_Y4gD@3-8~^6eY=5$g^3+RYf``T_7X1l0fs;uquc`Q0S;(DdmU`qVAa<Omht{p#Wd2J+nN5$gf+>igd0;ujRm0rd&#4e
;gU3+)8k3N-Wq73SO`4hZr(6#W3(4D<gL6%_*9=@&^45(yOLDHt6L3ldh%3<S^N2^~KlOXC^$@#xp}2l)Bo;`#vt3;_=oAO#Eg0^b7SDO3#D1?1-x!yM=q
<skRkG%y3>2o3Kp`4bQ-{uSW!^(o~U3=l@x0ov#jCJZ9*<p;Ve{SpERAq7PP`12C&A{eY6`xffw)hzj069N4&7WNfE_SXOa067yG_C69A6Zjzj{rlb>0`l
%7@f_J8>f0b62?ZeQ=?@zH{u3+&3m5wg)a?THDIz2h`yxOm-|_MD;TSOUMcn{W`0)YGCiV{y4l~Qr`4$xa5&_uxA?F9@CF|z`;WGO8?Ftji8~_Q`8pa9)+
ua!x1?cMe77zOq;N|lE7y<Jc7%~Ol5A_!M^zS|q00kNt5)JVv<S5Yj0ruDk0}BN36!#D6><lgy><R?>1M~3+6aUre2Neht5E}sz0sAfu{nH5<8v6+a7a#u
P5cl%s?F|$q3o!uhN(2ub_8Z*g`U%<+Fcb^p{QA%c@&P3w@#Ib;GzSFpMd|m}BN{mZ{XrK8^7-ck9v12g2qyOv`T*?*8w%wTCHC+R6DR%!5fJX?ATS{)_X
+|F3g!P44<;-i>pSlU^A{Wd0Mj8u2qzo}E%+q^Cl)t8D-0154fxp_>Gkg55!eF$^DGPh^yuyX1q|x>^!)!1`Udpd9R3k22lD3t6u|k`?;11eA<^Ll3n3UR
D+dttBLnmN@#5+DC=>nq4&xCLDfcK3`S9=+^b`sP_6GtC_4@uD>Idrd2NUY}<^lZb65jpg4JZ575bO*H3>7L68TRZZDh2=u?g7=~Ao2kp=j{jx{w(B14fN
6H-`nEzE$`0>{OkDp7ZCy5G%g+Y_7&;l{ut@w1^NZ$9`-!fGc)WW643Sz3Jx(d^V#(Z1=Qr*=j;vn65|Q{+9J&vD<l278t@|vBmDFw^4r@I^4R6r_aWp1=
;Hz#2=Ega6V~|P8yFTNCoT#F+ywsr3hMaF`}!pC7ugK&CKc}r00A8Z5$+@I2RZuo-`W)DC+ra@2kaO10wDM#1t$#s5Fh;|8Zg~91^V|PC@u#C0}m4l;tty
P@(cJo0{B557yS+#92W8u{{Y4q_U9S(=l0(=4FeY73lBl_`WDX>=LaD0`Thz7829N7)ENHn3gqk#1`GV!;OGGLDE%$^2=e{%2JY|r5)KF-@c$kc`12Dg1m
@xJ{OJ-q><-lg{s18Y@cs4=2mAdD*aj8I><AIt68!Z1?)d^ZDdh+x4+9Pn7XlO%xeX8gA=l~4_ZQdy3F+|n58?~^+xgYq;sx{$1_ScyG{zM6{^R}@()}AI
75WR+;QAIL8TJ<K9qI_|B_q%5>=Xtj;RPB!0Rh>#?EeVv2F}pax%DX#@b3l93kL`x;qB!F7Y5${x83j$HtG(^%Ln80F&g~|_30$&=kewa>*wwcED8A!>>m
U04$JZx|McVN_x{rk?FKIn^!)uV2M0*+|Ly+t-V6vA2=VkNG!Gm63h^cR3H1^W9P}It5CH({@X!hW3L63w=^F9u*!&$BD-i$%DIEh)1p5v3>NF1I>I~!^<
OJ&O5byT~@$VSp<q8D%F7Ofy;u!nu_xThc0t^2n_1Yl*<qPW%0`~+N_#^fR3HS~)6!8HA`TG_D>M!dp9@NU{<`4lB;uiMV96i$E1MfBiI^8u3C<-GlI0OR
*PTd#@`S#-g)e#CDDc`#=67Tr`9Omd2^bQ&T_~b7e8X_|z4jTX%Ko;l=C+ijC`4t8PA@3Vl3MVAr-tH9F9~<=|`060~{~!<xEE@^);|28-=MD`62I>ML86
flm75N_5?DO{s2>t#C{1X2h<m>Dx4fXaG_t+d0GzI_x3;ikl=IIF%^9T_3<McTr<O%>2@*5HF0S*rs{TCGx?(hQ+>=p<jDismrB0B%p0Rk2F&G8Nb5D)|x
{~RM04gMnr?lRle>hb0N`|A%3_6`Ru`p_E!1hoSb${64H5cLED69ObC+wSol!R`F+5*z|82J`+N3IOW=5fd5{_uv}}CA#MG3c~TfEzklL)%Oqj3K0qH$m-
}E2=Xe@5#$sU8W0{P`Ze~(1pwsl_YN-u_uLm70SfKVHQn^=1^?<5022!4{SyBJ_zfw=2K)6B2^G)@+yLgY8}}Xn_!a&e?D+{L0RI>H{<!4|F5T}D+zbs8{
`UCa7x>Nd-Tv>~0`&3xCL#hb9O^Lc7UJjD`{Ve#G4~JaAj0_*9_rrT0|fL67zOy{@AM2F1N9me?+^g>@hAQH_Xz9~?e6~h7xmWo`vf8QDE$W??!)B-7V!u
9xBu1xyTIe}80G`|FT&B`-Sqte^$`c{5(y9}1pe3t;IQ5g{|pP|@Z$Xv5AgCf@%{fR=J4kl68rM$+56?>1ppH7@Zc)o9|#o*_~Zu*0^#EC{ptku$L{R?_!
KM|A@~mL=*IK=CjHJ6`SbPw3HKlg4-y3V_ww}mFY*E%!~F{o0Lbpl9taa7^ve|);^OW3;Rhf56Abto-4EIo3g-PX2OIbI^&j856ZFk00rcwY7vt;s^%C~s
`T_b3;vNps@9z@-?BD7i9~Ku70nZTN2<qG#@)iX9;Lr!`1`Hka1})qE3l<0T?)e4t+vo8F^w|*-_t)7F`tJ4^&=wu%%*PSM_wolt7~c{N;QJ5w`5FrNAqL
Xz!TALp_}|I%_!tKQ^UD7K85z><`Udw9?&;?G0sI^O3H&180{P_Z*dqVh0ptJ{?FJ7H?AXxG0@CF#>jDH24HXaj4)N{%4doZ^2l3+C01N*v@yZkq_xumx=
ilM?@cjenN+cHpEgBdP4HVSk03YYq1rgHY1K1Y|1LOn>Df49F8Z;&i4FC5FA2b;_2@L`d)%6tn_Vfko7Y6_$9r*_i`VsdF|Ni~@A`<rO4GsMJ22U~a1{Dk
sCgl<vAPWE_`ep_()f)T!1LPGi6Z8NF4JiuzA`b~H4;m8u!Pd^VjKSUQ>jbps2KELR_T@9}y~?E`N#gm>;k?@E=l8<GxwgaTu=M&F=;O2V?&ae9?X=X`mD
l<I*w5eM&*9$b&C$>tfza&e>fztd=k4|7z`o(`-Uspa_yo=R7u)Rm0^rcQJ;=xD<qF`U;Mwxn*zC#h$FAnl)aJ_D=`6xJ$}rc(5a%=zM&%<?3cbxNSumI=
zy|fW{PQjW4M4>s7YEnxIr$zD?)xb_10dV~`wHs`<{ts=-vFZI9Vsx|QTjU%>p310-}UU|7ad{^<Pjpr1s|B;?jOpy1;+R%&kN=t_Teu)83zL(1{N9*?<C
;>Ei44$5C}#z3BLLI0N_F)_45N9?j!;tCj~w8{T}q)fByjWFz+GY<TCK*666l`5ewWt&nox$@%#lF5&hvO6AcLNAVu8)8!|5V*+t_LCglbDDACdsCkP26=
nd-ozyj?W`8eJ>7#bq>J}L9#+#BTT_xK6m1{xUN-R;W?@x~_V5k<Jf-pCg9|M~&m@(BPu@DU6yHuxp+2o3Aa87A#FH~k;sT<7uP*V#N0`w}45viYm6FB2N
-{}}+;9|r3V1>^4W;wv5D-vbRv83oKQ-aruF5)=9<5$XZ;>)%(tF+Ub18wK1N<@^u`IPU`$6zSXI*hK~16Ye7B5-siM@AcF=y(`OA0377d?F;7^FC-f^{6
rV@G1$ku2hkY_=?MQN<{%XH4iNqQ=_K?1|3cjC>m>9RCMFH(@3a*n@*WVq|NI^O@&;E!833^=&HvibO!XG%7~B4)6%q90^X}3n49*w0-yI%i@F>>LpW4sK
*Zltt{P7p`<`MYc2=3k<_&^9~GU~It=o0PzA}1&Y3K!2UApq|U?B-Mf{@4ZH6$%6F%K|kL@d)mh$E4Ny@g*R`5AQ@^JwB`P+xg%JClDqZ9vCwA5cdoU1IF
zZ62t~D`}W8V&Q9<H0~FiwuleKo?jGa|`|jKf0QUX;2kPJb3<?tFxZcp^03{?U<mfl?{s`ga$0hp-3;q%=?ElV9DZVAh3l-qQaNZCB-~9;&01WXDuoC&^w
B!FQ<@6Q!@&WJqE;JDy2r2DC5H8su5#{vqAtLn`-qqpi3F{CAAJF9V&D0t3*E0_F5;zns7x|j*@cRKL5+V&9=qVuZ65Qzh<tozv3{ev?3iJ2b4;JzhAp;2
-{qg|w@B26#JNXXm9QpnT@4C|@`sT{?#Jk)A2>1KK4HNVU(FPg37VtpXD-Zg{@buRs9|aM_)Cv<g9{DxT20FO~3=`t|;rB-J?9$l=-QNr$BK0T3w!alAOX
<rk>+92~8V~;_*9_m~+5H9M>IMM>?g;W33_JBE=p@-1|K`^X@hcI%9QF700p&Oa{QLS2^5-np^$Q8^-7qLNBJ2bH9@yR-5ijrw?Kcki<SZQ$;uaYk2Hfoa
>NzISAXYUO0I<+J>f`(W7Lfcv{s=9^>iV?N?i&;1>(AFa@$dBn8`lcbAR9y806o+3|Kkkr&ieu44*>ZB5dZJh2K@B&3IY=F*yY{-859Tt1OwRN<_7ct^!O
G05Bb&k?dtgl9V{dL^X~`_^zjf52=)>A?+P0-`|a%h3EkiJ2mAje5B>h@AtM*|`s)V^8}{?~59u8f^4t9C==UEI0l)!11^(yxFAX^p4MO|+3_tqrP3HK<8
Tl3U@&GsK)Eyhd8R-cl>D(Xj4)Fsc<?-MG`6=<&-1-dh4I0n&-TMsj5E&Wz^yMJ@{4D_a=LXvm-~sR=0w)OV3-|le0?{J`^&sx({|DvuI0^^n84TtBH~1X
#@c<_N3Go2^03{nG>&X5N<O%@T1`R*!-3apq{N4B=6YKRP@%{cnAMWPl7P|Eh8W$Gs@ut)g{_P>z@i7K1|Ln~L>ge?m82{EX3<>-G1`!Vf@BQQWDGd(y3F
-<5_y`oQ75DSl>isGg6B^_1@bCW?G%g_2=>GcU<i-Op^c(;Z>gD$Q68hf~=I{;M1o-Oo2Ic_ZG5Q(=5*P;b2KEl}82AC?2NDVG0xAs!_5kz~>j3!-?EV$*
>-ioz6#exk3H0mk3F6rZ-S7VfBQER!5Y*$;E%_G868jA!5%U570rUdr_!<fv5#0z5{{aW_|N9s8_#fs1CI=o0`0?fU{PqL~4lx2J=hYMP`uqd*5gHKnCMW
IO{|ox-_bB`H^6@_L{Sp}8;pYH6?Cu2h?Ewk|4h{(P1Q!O|2<{XFChp@4A?+*ZEh81%CJzn-10(qB<@)6x@7^Oc4CLS*(d`!$`1~Fr%;Oc!4KK<A5!?_6A
}uH1#^5ahBn1E_{_*+$?)>KlA@<(u{SONU_Wd2=Bli#i==BE`{~QS!7w{z`7488O5b_1<C=?+!5grZu>jozU2mto(>J}FR<@`U>_XiQy0^a=g@%Q}~{2~V
&3P~612><vM+6fQ>9{<(t0R>VE-VqZN`QywN?fwQJ673c94A|O#6$t+M-vI;|9O4@t!2jU|A6)#{5Xdn8Rr?s{@9_Zh>Dwat_XHX1^fDd>9K#Lt%=8uq*Z
2hh1{osuR2}{C>-iYV+c+cq0u}`30Y4cB>hIkk5gHF82owMi4hT2e9~BGR#|-xh^CRf%3G?R2IQI|M-vJ2>_6!{P{ov>L|N0d96bJk4B=Ft??Jp4_FZs;%
71sI)^7i&8ALa)S9}52!|0W0#2^Rnw9T6u48YC<G?dSIN1}FaK`xXHf+3)!G0p#fg{RS2f74sDG6#3xk4h--W0_rpTEygDg03O^31t9m^@+24Q=n5kk;xp
t0{UQkU`V0l|ChyGz;r{gl_80~K5#>4l7Zm|7{qgY-0R$@z@%9Yt*aY_w0S5yQ1pE363I_TM{rUC!2m=TI1L8aJ76}Fq-~RpU|L_AJ4(|vH78CpV3k>xT0
~!(l1^fF3+zTf{9_|DH2Ko8{_yO|=90&yW`3?U0;OzM61o`6<$>`S6R0sm^2J-(21^o5&`RnN6@bKyC@eTU?4EYTT92Nr?8u8-v4fXd4{r~m?`VH_G7z+R
y8vqFg_x}?b<NeLM1`P%X3<LoG1^oU7`v&;^^a9`S;_C4L@fGdy85Cdz(*gPZ^5pgY_!1iABJukq6cY3X3GNR0DhK)}8X@;9{N?NG^6csR{pjrH;N<h+>H
7H!0tx>TGAtNIJ_za`=lu;2_WT0!^!Eny0rcnr`ThqVG9(J#)aL~8(&Y{O{s0F21`-7E7$5ir4I1|r5()e8^X>ZT-W)L72<Q{v=K~J-2mJ>C1_by4`T7^>
`u+d{-sk*39~3AU4J;cY3+3Y7?%wX`0N3>N`}qm^`vwRF4iq5+6EhI=9u7Gz3IY7_`snoj<o)yM^6u2`<>m4SC?YC2GyozO5e670;S>K03l0Vl6At|a0v!
(z6z~h*>G<Q{+y(#i?E~k_3K$6i`ttP<6%h~k`T`dP`uPg~@&x_M&%eai=kNfmAN&aW_yq<B5C#bM1`7}p3I_cR2=WB}2;%tS6dTYN*7ocM@BZQX0{`;;6
bTOS0Q>{>`xE^i3jP-lA0{$4^y2>X8}{}2|N86{5Dy3k6bcdr3hn*(^zIA|>i`}`0r~*{=LH1>1pWp64F?hc2pInn_4oSV_SNR<`sWT66CD8w1q%oV`3&s
+2KxZ@@caYv00REw<_z}W`|E+q9p>Wb=H%Dk|MvFj>iqut`2rvr8zLAR0v9IyAO9r|8~OSK=mrH1=J)sb4g}f(?E>lN{r&P55E3g593U!200apG?gs-S{r
C3#3H}EH{|5x}2?H7Y`sNAa`1#hD{|X8d1pWLC82=0V01ycT`~K_y^6K#r_50fe-S7Q1>HYNO{2K}N^#k<-`1<?)2m2cO2N@>`4e1T<Ar$pO>I?!66CfWK
4iyLx1rG`U4I2pl_5lt0)!N6o=*2AR4i_N{69N7GAp;ly00I&J0{I;V{`Bz72GqvZzssfS>-HA>4g3BI3IPlL6bl0T0s8{_0Ne8dBnAc{BMJf(Lh<kT^9b
zg?fT~K3-$o)4c+nS@DKX{84wL38XYP03mpaz2MYxg0sk8b8v*kN2><8h5AOE`{=VGQ_Uq8r4Ef^s<@Wde^!Nh#+VlSc_Voqt2=NIJA0-J88ap!$;`r?D0
|o^T<OTZ<`34CI78C{U4Hp^N@eBwC3G*XJA`u!MEEN|F7ZCdb1N-w61@r|45+m^F$I{!&xzeYBm-Bz!B<1Z#E;{|z$QKk!qA2_Q`0x_Q|KBYU$`|Po@$(`
F`PW122NV$o^AHGNwjb~4?+WzO2k}NO0vFB#*9j)({Vppb>GTs3<{&&9*a-Rn!SXrm_|Nz~9U7w><m(s1@98KauMQ$A5>+Qc{|EC0!viAJ?h6_X8`bZ^$@
LEE76t74<qszP`#A6#-tDvB7sMLc6CxBY1O_4T`Mm!F77POT=@-%$$o%Q_=k)v0BIF6<@az#I*8bY=E)w(>DikIO;`{*r((LcvwF4UY$@4M)7Uw4q@cr2N
ASnhL)j=jL+7$Q_{2bu_2MGh^!|x>u7V-}q1N-gn>=5S!1`6;O!uHq!|1RY59rFX&x&I;S>j?|~8UrKN6#V!S_vicT_yXJm_9@5W{rl(P@AD$v9@Gy05$r
<?Ck6!J4fp`|{{OuE;T+lC58E~F5eo?95#H_Q_%QeiMjIU_>LmmT)5Pfq`SRNS1MD^X75gCq4BhVQ7$67cDIe_S$}}1e&*b&(6(`E^BFq5v5+N=Z4d(Cm9
}ev5_WRWK_af^R<=GMUE+p035u^|F7yTCl1N;8+Bndaq57+$<82s<|1^oc)5E<*#2aWsm6AdB^7t`|m5D-T6L-{ulDL2>&^#ld!7X1?I3c>k38x9Tz^1mD
#4I2>d_1_j48nM~6-0$=JL020PI=>R}3NhUIG%)HBGrmi;2Cd}&^vEmn{^%$30p|nDBe?(CBMi(44l#@R*xd9u_Sfqe48b7L&@%e$@OBOgDAO|${T0BdI^
y+82<as0;1xrt82I+pCN0r5;9>B&_UcO16AV7;_#^iM1q%!SnH=~j;qj_T?iHx(6Da`gy9gTKP6-auJiR3i2gx`c$ofYL1_USP$OI?+J@rp14#5E=;~@(i
|1aDOTH@vo2-U^)1;iWY+vV=)`MLG=(E{!t+VRjN;U1Fg9}EVtx$^hy7ugKa6&)AlHWBYY0O<<@O%~u42^$2dDK8ia{5TTZ7zG~u3^B{&!wL4v8WQA=;_d
(YLhJ-d7X1p(?htA<Gd2YW;|blo5*ok27|v7lsLCYZAoSQf;yA-H`UeTyD=ZY=@f-_N9MT;S8WiU3`UB<T&>aoMVJ8(SFw6Jo^dkF6`y~P92izI==^O;uB
?8?GJUufh==sGK@yW;JAuU22<hTVl+tT<r@In&TEiSFv0xbmi>OtNe4-PU{2P)m}MfMf<7~LNp>ly0qB;VUH=jkErj~*H`=H)f82mc6EurCVp?;aEh1Sat
H^CuU+Ecx2%^auWG{Q4r`FzNK{=;;Cq>=XnGJgMB%^ZO(A*dF%p=pEnC<p%m3;RpO44$>v?3JBsK9~vyp-~RCWxe4si_YeLFHRvX^@tR^MBG48K$OQDp75
O9n$S5lm{4A~~v-kShCkOoY;uh#c6eljr1!@&BD$*MQ><=dc{5RM)+xY?d@W?mWA@U6@x-JtG+9Uh+X9fxL-{%h0?iBg{BM1)=7d_MfTJ<Xd6F?l~x4#DY
=KC5g5Why2DbV}(7wX~6P3m6a`V=1Y%0?>S{KKN;3i?DV>la1gB{1#?<`>RI>jLc&1qa@Z3(xfbE+bAi@eRi_2<qwV;Vw!L8wL+K74kRA{TBZj<{9(}=?R
zm_17CK;>!Tu>2AsB9xy8_N<;wuLFV<e=>{0_-|p+*-|-yd{`Xi3As6g9^!(o>A_E|$sx~5GE6v;Lx4+%~)h<u*C%gjs^ga;!<oLM@))^Bu1PAL2^$_7G5
9TEh7v3oe5d-@5MGpk(`Xm775A@VI4hH_+rw8xtuKOw{Io>re#SQ-#_{Z?(?H=?949YeB{N4ol-a<AR`|<H6r{_BD4CDe76%R7+=@P0*_xa!@D)!k2@eMH
A?@J;)<OSqK7W(hG%iPN+?iL~N@G#0D{}kg21_R@N687l&A|((7y$<c?$G|c{)n?YaD)mR|A?geW6Fuk}0TK7h+9v|z3=%&180-cJ_`CEW?)3cu^ZL{P1r
-hA6!HB7;`8+u@$cs8<LwXk`xDXf-uD{`67KsQ@d(iK4H@q1?Ck9;?a2H7{09ya{@T$5{RS!h{3Y1-FANFl7gQ4E0uBcB1>q#|{ty$)2PpsE5$_lC1Od_X
5$FTa4DbH!1l;@%1>qGGBp~H177hmz-?|$t2_CX5rt=#pUJbhM?40))9Viaw;Op}UKo|$cyVBw$Db^Vn{_^qt489U96YA<YI_nMeGXehl0<03|6}=1I=r<
S$#`#wT7bwXZ8sO^P4i6jL9vJ2%^F-{~`2QH(2G{ly3iIRK>jy0F<`@1V|Ls8H0rn38_yw{MA2{XC-q{xBKpzMV6A~fhIO_-o;j#em694r6wGhGZ;P~bUB
LUUcIRDND?c8<^{~7Y!GVMp%0Xg^VDD?6V=LRdv6X5#(`vm(A-Tvzp`QrZ|2K@&0@hwai7RdYM*9`AJ02b5$1^=!Z5b6x=)ch+SI13p8@HqR~80z)e<W<x
J@D0=X3;Z(7)&efs93B17@B<D50v{a*3={>>+!XTx3gHdQ9OSme_7U;p{0<Ek9m)CR1}z}@-txyZ`sO+73<tsEM-R>H10@CI=J@mF`Li+Z@(mUH<3G3a7Z
e%u0{H143?~%o@=Na&%JcR1^3)Fu_w@<P_gJg-8Xq?5Cn4kp>;E0tA0q|l{@?`M2IVC5>-O;W5dhHp0tY2HL+0fLC-J{0B8DOf*&+usCI0Ic1_b}d4zeHu
@aI4J80O&#+t=;n0xJX#@Y)6B66Gh%2kZXr<Tt|#G5^;g?G)-C3-&tMHw5hI{pqa{=}ZOTz3&Ml{s{%<IS1S8|Ks%t4e9RmHY3#MCg`yjAnW}L6$bzW_!G
SM4iEC|_Xr^k2NA{&*97g^1MdtT4Z;TC6Zr5W>kIGS?(h}-_6FwxrS~e(4Lt4y_{Pre;STKe<@N3h3my310P8o|01)%#-T@T`{Sx~8%eVj|7P|H5*$d$D=
rQpF0p&ycI{44jGV}Te6txx=%PIFWJN^L+0SF=24g%{NFz+Vr1u8w={`f-x>K-8KANvpR_uLQl-b@1}=oQBW_}m)j1T*Us%NzS0@dN-e%;f$TLh3N(*%13
B`%Lfi84?Q5?idOE_3{P$5BK#3Cgaxp58@>059-|&3+T=D4$C4M*zWKo+#D0$`V8;}&b;N_1p)`$*#Gto`Y7fK`UxBw>+#wD1p)#6-yjI*%i-=S<>DO>-S
QIu3>o1%3mFQ`{T1`+7Z%_D@9{bU=I0>t-0>Fe!W;M^_zEuc_6RQv7S6)r2k6D_-v%=X#sCTO0VWCC?Hv#D;s(n21OE5~??=ML8$bB@-8mfO2J$5d7v&rU
=upJz>l69`&+-b-^ZM)-`~B?r@gV#r@74GJ2Da=M>JaJT{So8~3IQJ`!cgew?+NHw{iPV{D*iaFG9kYU@k0j3Pw^QN_W(FD`uW-3^zr%X`4t8U#p~+^?)M
KT?F#=09Y^^Z9ySyK^A+j{`|aH)4)p{1<Mr_K3m@(O_0;(bEFS;*+TtKmA^`B$?)3NhH_;67+yNB;<v!i~?F=9VJs1HD2nN&_84}+-8}<@O0>2sa*%ssjR
0Qqt4FTcU9Umd-)&4mR9sug<|MA8c)C?pU*x3so9K{aO@C*7H)IG)r#NzTg<O<@_`}o@U<0T~6(Bk_$1v%gn=<ylH1wsk;0PGm}6!^Ou2>tp43;_`}=Ef5
n<<aWl&*<mp2}Qc>_}v}t6z<9e1{(72DG>_|;NbQw_uTgv`t9d0^C#6L^2r(U`ue=&5$hi&Cm9YS&F%HT9N#0+{SW5q`7Ynn0ty@u^h(&n3-TE43HTuCE(
h4SAsi(U;3fm>8U_&QCK=$t2<h+xDGw3%_U`%SH|_!r<hCvd>kTOV)CR)=!1vto0DlkP4h9(%CJqk2J0K9i=`H#c@kh%O>HQTW(e5bUF5lo768GvuGtvhR
+3flePVy4P-pBvbIs78(4(&zw8RG;D1Ssdt%>w!U<pb;-{MjG<0Pq?S>KX9@{xsy*1q{_TO!*k=A}GA9_uZ}l4cZ0;{T21)-UhGf^#ls#_c-YRBNXQW>{;
vT`{c?1)%6nl)&npT6Y%LW;Mp%DCHve55ctgz<L~|+#_lT`2;B4!*#;i+05<m)5E}Ib5Ao6ZBMRj7`y2K1xd9#%75(x16b=6J@G#v8?)dWs@9hiw<;C~Y1
{Eka%h~h|4e#*`=?e-J_#@u-^dAo<CEVTZJ?sqPAlCu=);#;^P59jL9RCUM@H7zY=^_K|E!_9(JKgT~PUZmj9t;NL`1T9|Vht1V-S6@HBM#D2(lF@`_Vyj
vDd_**72f+OBnT1}3DEHw1@ss2?)WF}U+nKJ4(81d5ySZJ7Xa=sG`=JH3-tu#9Q^waJR%Id@BcRhGTRi^9~=Va7V+!y`^WeeEIt48!xyd{^9&f~`RO9T77
6(I`VlD@DB3&i-roES@H-3&=N|AK<?r|B1JJqE?8@f?4dmVK;R5&+3kwJ@6A=ge*$wg%1O5{A2O!YZ^5p-;9~2}7(;W6RGYrt-;uR4b9u3p<66XCJFfsu5
@ZKfd_Xhts0@M=+F2@tx_8{^#@G#}m?ezKd3mXUv{4d7g69OOn{Qlh8=n(n)*a;;41pFuw4Ke>I(iYYM3D@=L^7IAn`Uvjq>?Ys^0{JlXAq4-{0tMjJ@*(
;s_X#lM4<H2S71QtN^x-Vr@95_T_Z|HB?8-9&7%2PK^!FX?_$%A+$H@x!4DAB$^5Fge9Xa+3@7?(q^%lDd{xccbKI_K}F}%k4DF{T(<lOh`_bR&z=_D@#2
=L<!5#Q#x+5-9H?DFFp59S5-<NOa23G@XPH~0Ct3Hm7VB?uny{4f66+y^QW5y>PD|Mmq5^5FX#`qT*v01?Xa0PzIk7ycI6&c*W)3EJx@__**N7FEjs@$LZ
?>JjA89{=_0=o&ZT3(*H83=#tc+zI~37B(d0$IvT6<}COY;QZtYAruk)=;_ee{RZU_^ySav8w~~RD9IfT0Z0E#-6=HoRTk>VB&q4}{s#W}?7r?M89C?D?9
@~N1L)BQ5AO8u2P-K6!r%M>^41aq-552*?<)b~3@H2C>jV@04c6k}4K4EjHU<F)-R%$}1nKz>tR>X~<Sgt4APNuL_O#*+2iGL*AS^ccOUdu=2P+cw6b9A)
-_0cB>h2uiQ}YD~?7;ot;t@C()WHh;^c(OG(*gGm=GO|>6w&L`LfGi-=G^%38z3_ABl|4u^)B=i?-~95*X%&%8QJ6e0}JgJ#_cX139;to-TDvl?*#E1@+b
HR;^QXMD-GW93I*o+_45lA-{TJTCJznE0x|{!{xt063;_MM4*m)M-S7g+88ZMFG5gCJ+Q~-J;R5;L{RH0n0SgJ=5dr$^4-4b}`Yj>}%;oduF!Tq}@hAuZ1
w#7v!TcQzCg0`*+V=DY1PT<>*4qF*5egg~-URylA1?C?>Ej+W8xYjh1O?##<@p2#<n<Lm`!Wd^;QKoa1MV5_^DEvJz8$;R7x?%IBFaMH=p8Y#IWY_C&pN#
8M&|?){T}MU^$8jVFC7=y`3wLM0T%26`qwh)4K)h#!203{+|%d+3iI#u89@r}1uF970nqgl7A-o=&-VWB<N?$C2<kZN{QTnY@ekqp+3x%G(g+J3|Njm1+x
ZX-3mCNQ5G3EB2>tmU3pN(UDJc5<Hs9V10kJ&xFc<tOv>&JD^a&{mMDO(MA=lM37vL87`}pYrC*nEb12PiK|JvdoECb)}^Z6VD3kezO+#KlC#_Ibr>*4|d
-3uT<<nYk;AR7V06Wi$jJRuj>4gd@T66)?5Cd>il_A43`+4I{A68jJr5d+g43KQ=84hZ$>+~)QG=lC?)?Cb<2_B;aR5fmlrApqYbE)nho3NZ!v2J#vM6!G
f_2qXvJ{0;2m0u(0f4-fGUH38hY8Pxp!^fwRaCCyyP`w$r96*1<?2*x2JB*gd=DgWyCFzMkL`wtZzBL*tn4Ba@>4m8Kp1}zr<3+v|cAL{`b2FVQs3mgR0G
WY}33K#L@`p^*N6Uz$_5%v7|3jX@m=nM_t$?)+N{umwp`yLJ$`A+Pr4Cnp=xcBMO3m*;z!~`}O5FHuvA4Ea``8v`C3H$NV1rQkr_3ruQ^Yrch0w4nR-N6F
wH4G%z?cKK!_!0vL_&n<#+&}Z<CG840AkZ%e4J|d?80^Oi@HYeS6FEB&1HKU%D&4;A2mu%N^d9&B)#nQo5#{&X@A4QC`8oU$;|uHk&ll${4*Uh&I4sxw8_
&P*@ZaC&4g&+{;3CEY@Yf&MDGl-*#T6(6Htgfo3%@7P9l8^z+7#9&Hyz>aAM4V!|IsBFBKbcA0$A$u77zU63d`}@HwxkZuKvs?1SHwy(Gvc*{|7(~&=e5!
`XU+R-peTV!zU%}1tu)}9r*6Z>f108H~;P&7F6WdJJ<355AgW?2?6#G&K$Yv)$}6``O)wS7x>uI?j;TP<1hUJ=EoZP<Paa*1}oG02g_3mFWKrG?mF-8{`2
n%(bN|U5BWUk;0FN+0yh2LMj5%*0QCqF`r!};6Dr~W7X(E9=&1(O7cTh_&iTS30_yPb>}As2DjhHM4&x%v5eD71@CES_(mnD8E)M?k1Q7Sw2pIkB+35Y<3
jYZn_5(Qk4csCV6(Sq)<}bJ85c>}sAr#x)^X2m0CIS8rxYWEt0TKoj0p=M9NdNZw80<3rG6xFq6et4k68$9;CHnRq3f>aU-4@y`@+Jf8_~jP-6BzIP!w?1
y`WD{}<n=`g5&Z@C@BR576F>g{G}#RJ6cz2!`tKC=={@qt2jj&2E6o%P<}C6m_5%0y?fCHX-YE6G6#CN-`{4}*1UN<UB>ES+@gxA%;NBq+D*@N}3%u|VJm
L@sPqz*!7zy7c3KRtLC*%9`{0R2=DIVbB_buxN+u8I3926?}`X>9*1o037)IJRh_!IaA3;6pt+ZFf*^a$lIBMu|)@diZ27a!#g-!Ah4{PXP}E(ih@?KtoZ
E*=}|^9&8r8W8Tv64n(Y>`NO3`tS-J+R-IiEfB&S?Ec#j4D0<w+}<8C_apTv@%0VqEaDUP_4wED;rjywFBuEk90lOq2p`rr!pk!h1@H~v<^Qe^C@u!S2lE
^>1j+-@^gsC25)%3%@Y@>X7$6_(+!*r>?BGD!H3kdl0u$vS$MP-P+O_~1CaWaB*CPHB2n6>b`Ooz7?-c3``$PmP>m&f<`THRV`uIBV{UHAjDIDJL=<qcH3
*OMj;2pmj00}Zhyb=Q)_46_^-0TeGEEoLP1MEe)8R^mY4*&wt9a`?y$h7tTCxK4F<SYC}(RY*Y5gGUD^}`<oA<_})6ZrK790%bK=cNestM2Fas{Qr!?&$;
g`X2h}+#ELR<oV<j{1O)h@ctU$5cLfV0UQkY3fu?k_!JQX-xVbl%NPCv^A!yS4d@Q#1_?I&3@a%A<>CYT@*D*D=>9DK-24Y14hIX<=?x6w4B{RP04NUy1M
T|K`wa8^2^=Qu+zI&v?;Z*G<?b5v80;b;7cv(5^VSIU>nQ5u)B^zY?-%(d<OC1<`ST0#`q>Z?1r7`I|K<Dh+#c!m1PK)M>KhOf@Dc~__UZ%VAo~U(_$vk2
3eElB-4zf6^b`5%+!_QO><0St_wyqV0q!Ol5f>R0^4t9Y-y8`3>j4S$_!kQp*#;E{@$o3*3i~4#?hz;n`sw-Z@)PL;_UQcg<O={i<oX2y==2ElBk>q3_X-
C3{`33f5;5}e>I@G1@*xHu=@}jH3hxa4_vP#}2LT%6?&1UR4;mZg;SmMu<`d@_^aU6G_U{t)@8~2I6Cexk=I<Ns_8$k{5djYB-XHrH{OcC_-t-3m2<Rgy6
%GaM^%4;J01gcQ-4P7g=_BYY(d`!S_W=I;_UsxM2MrSf?&=2b?It7w{0!{h(kBQT>f8?+@bwhr0ss*r|L_X=?gkLi3k3uI`v4Ep;wStG;}IkF_~H%n4(JL
o7ZMrj^6v!y?H39O>;w)6>ks@E+58Rp_uL8U3+w_e=OPT~;tl`<?;jZe0~`AB<rM-C<lzVM^y>8I0_z7s02vG9<_0I=Aovt42kQ_14fXWpv;iLD<^%xw73
mBu^aTdd3<M?+4Blii2Fc_i=p*0L=lt993nSDC>+KU22Kp|?>kw2Y_SIeM^WY6A5f0z0(EIxCE$tg1-_HE&1K=mi02f!wE#E;06!^#^MabID_S^dR`w{*v
`tRvB`tK{$=0`;d65lKN;t9$OOzaK*^|JE*Fatd??j`&Q<s=KX2s8#D4GYW%{NBk-6$0_&=jgBKJLf#(6EXb11j)!2{~`$-P6Fa7_2k$&1O)ZJ66C7)9OC
ugGZ5^*DY3urR2dF5V%N&}{qzwHF(cpK0td~Y`d=LLF#`3wKMv#VC>Q}JDK`0QU*6p>L=dRp+~NP9*Ub6@=pWVdIsN$xAp93dDITN>=pyPuGWpux>E_G9{
V6aaI}!eY6Zz`|KK3$NJ{|=#8x!OcJ{<YY2+;Jk1qK=f>>>2i0I<jeDD)CKRoTx#_6`vvOBmVJFxkV^_x(Bn8V>v2F!s|<6&bp15E`b=-U7--F6PRs{}LD
a`Z4D^ZDH4lLfzX(?&;-0EiLTu*)RQ37vV7k)cGjnCpFnkAw3+;VdD57{~^om1TF#F2JImS3;yuj7X1?&5d#Yk`{?665hd>h2I~C?^)K@U>mC&F7TXCo!u
==x{nXIq0>2pS7u(tH>FeAE9Vz)RA^!&L1N!?U5ET(52;<%g58N>M9vA5O?ezBlF8cKa{R!s?`{4%J*8~Fs<Hiyp(fj-(|04Gu6$$y^Oa0a<0^;=M6wn|Q
yeB#oG|MR&5#0m)A|vVT2@?qR?DGlNNgm$=2RG3B3YrxY?%Nm*<Msjq0rx5i{OubN85H{u{1_h_`V}q?_aG7|9Rl&@91Td<4)@9N008N>4CD9u1?c|r^z!
-e>Jr}$67UrV=F}7C>H`}9Bp>G2{VEO(=kyi)FV^Dq3K8`t`Q7l#`{@la-U05z)#vo?1OoZ`3+?t1=obb34C@r(4fYx(12F6%2PPO2{Wt0b4+KL10tFf&3
-k*44-x9R^(a5`C>_WM-YW+=Cfxn%Iq2LG5b)#E5Edy81?ch<6wVAX`q&Bs3+yNT2ps|E9!As_>*5H=6sQO8+5htf726XJ@%!=-2pYuO^$7<5{ORKK9vSH
&@EPv~_3HN-@B;(?1`6{72mJuz3+eSA66OLV#}h0C4Gk0F`}gSU=GyA(`5X}mAj~iX?DP)f{qh#(6$TC(11aAQ2Jh(U%qbMw{x}Nh)#D%p{0-*({Shqq*9
t4$Bl_kY?+)0}^$-&J0t?p>^zQWt)$;8Y`sE880O~LX7eM+K1^wpr;SMzA4;<0^@Ei>-?IBD1z3c1U8#&k!1v~EPBk&Od=?xwG5*QE`^!_>#_ud^q_Wd0d
@d7>f-^&js05{(6<s9kA06p~z@AMb;{`~kMBk#!v1|S#f6#ecX3-0Ot^!)87AQl_(5cvrB)BgAe57y!m8w%~*`2q_Z|JXDV2^0uH<|G0V9TFH6-1^@e66y
R4J`@7`7X$L*7w!KA1sLNI?A+@G{__*{{_XV&6cP~v+yU<S=I0j>#q$Uu_w(-<+|~fc@dxkx=KUBB4Dt8tVGi9p3kL!D1-dWQ4)hIw#rnwiE9oT__VDfC4
;lyR1^@ur<@W062o((z3fLYC@FM&n3;hKL)cXYj)WZhvH~R_f_z)8%7U2c^^$im78X@!^C<ZG46b}X(&(s3&^)cQl?i2|L9QO+m6CmRNF9196{@VM?_W}F
g?dQ(dQU|#U6b10!?C^C8;SMN02K?|2_Y64&1my|q*~=8^{wfa(>L&E~Dd7hJ1Q0X?ISlv&?GXG7+UzS5#o`kY^&JBf@*ffMGSmVg3LOIP5&|LO3ilrl^z
rHF>kAL|{P_6>0|N)k0tpEI5B@X#-X-BE^dlZB
"""
